"""Files of a trial's participants."""
