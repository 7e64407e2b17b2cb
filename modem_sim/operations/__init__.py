"""What a Class 1 modem does between a command and its final result code."""
