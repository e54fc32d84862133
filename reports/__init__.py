"""What people read: frames in; HTML, PDF, XLSX, pictures, mail and CSV out.

In: polars frames (`frames.BriefingFrames`) and one `edition.Edition`. Out: text and bytes that depend on nothing else.
Stays out: files, clock, environment, mail servers (pipelines) and every computation of a risk (models).
"""
