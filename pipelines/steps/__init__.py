"""What the steps of the program do: read frames, call what computes, record the rows.

In: a function a step, of the same name as its declaration (pipelines.assets), which loads it when the step runs. Out: what is computed
(models, pipelines.month), how rows are judged and written (pipelines.run_records.table_records).
"""
