"""The object model of the fax COM objects (faxcom.h), for programs that block and that await."""
