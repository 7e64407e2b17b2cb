"""The asyncio shell: serial transports, the Class 1 driver, ports and their calls."""
