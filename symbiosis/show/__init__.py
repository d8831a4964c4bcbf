"""Pictures, files and words of a plan; import the file you need, nothing here is loaded before."""
