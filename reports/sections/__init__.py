"""One module per section of the bulletin: briefing frames in, the frame behind the section's table, chart and sentences out."""
