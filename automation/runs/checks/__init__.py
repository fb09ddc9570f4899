"""The checks behind the procedure's checklist: each item is looked at as a user would."""
