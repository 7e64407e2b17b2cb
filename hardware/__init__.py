"""Finding and naming fax modems, and what is particular to each model."""
