"""What a person would see: a real headless Chromium before a real server."""
