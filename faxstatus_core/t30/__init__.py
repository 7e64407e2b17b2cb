"""The fax terminal of ITU-T T.30: pure logic, without I/O, clock or threads."""
