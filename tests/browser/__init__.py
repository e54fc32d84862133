"""The pages in a real Chromium, and the picture of the bulletin; run apart, since a browser is needed."""
