"""One module at a time on frames made by hand: no whole month, no waiting, a second at most; folders mirror the rooms."""
