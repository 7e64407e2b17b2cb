"""Where the emulated modems meet the world: asyncio, PTYs, serial devices, memory."""
