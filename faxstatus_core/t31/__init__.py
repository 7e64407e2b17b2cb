"""The vocabulary of Class 1 (ITU-T T.31), pure: modulations, data rules, result codes, HDLC."""
