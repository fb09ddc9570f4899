"""Programs that check this project and that no package index has ready to use."""
