"""What lies between two telephone sockets: one channel for each direction of a call."""
