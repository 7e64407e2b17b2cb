"""A Class 1 fax engine: T.30 over serial modems, and the status of every port."""
