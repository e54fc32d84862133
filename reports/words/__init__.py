"""Words and numbers as people read them: formats, Chinese and English sentences, words that may not be used.

In: templates by code and language. Out: deciding anything; codes and numbers come from models.
"""
