"""The page for cases: accounts, sessions, addresses, forms.

In: who asks for what, and handing it to recording (pipelines.cases) or reading (warehouse.ops). Out: how a page looks (reports.desk), what
may be done with a case (models.cases).
"""
