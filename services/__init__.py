"""The platform's own Lambda code: a function holds its service's folder and `common`."""
