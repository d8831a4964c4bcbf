"""Random regions, the same model written by ordinary rules, and what each costs to build and hand over."""
