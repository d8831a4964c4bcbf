"""The answer as plain tables, and the audit that proves it from the tables alone."""
