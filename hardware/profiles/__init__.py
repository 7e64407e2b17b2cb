"""Modem profiles, one TOML file per model (``faxstatus_core.t31.profile`` says what is in them)."""
