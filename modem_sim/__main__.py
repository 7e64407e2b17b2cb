"""``python -m modem_sim``: the ``modem-sim`` command."""

from modem_sim.cli import main

main()
