"""Documents to send: from files of any kind to pages of black and white."""
