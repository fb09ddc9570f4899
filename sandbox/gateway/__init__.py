"""An environment as its users see it: firewall, distribution, API and site on one port."""
