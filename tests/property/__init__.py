"""Laws that hold for any input: Hypothesis draws it, and the test states the law rather than an answer."""
