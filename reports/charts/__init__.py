"""Charts: prepared once as a frame, painted statically (always there) and as Plotly (in its place when the script lies beside the page)."""
