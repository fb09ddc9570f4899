"""What every service shares: requests and answers, routing, health."""
