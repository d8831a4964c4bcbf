"""Commands of the command line that stand in files of their own; ``symbiosis.cli`` imports one when it is asked for."""
