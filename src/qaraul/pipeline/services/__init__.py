"""What may be done with documents to read and with signals."""
