"""What one person needs who studies alone."""
