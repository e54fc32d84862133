"""Policies: who may be entitled to what and has not claimed it, clause by clause.

In: reading clauses, the facts they ask about, matching with three-valued logic, what became of claims, what a changed clause would do.
Out: where clauses come from (pipelines.ingest), sentences about a match (reports.words.policies). A match is never a promise.
"""
