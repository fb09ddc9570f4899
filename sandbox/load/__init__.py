"""Users who keep coming: a bounded number of requests a second to one gateway."""
