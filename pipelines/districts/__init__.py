"""Many districts in one installation: deliveries are taken in once, each district gets its rows, and its month runs in its own home.

In: which districts there are, handing over, running a month of each as a block, what came of them. Out: the month of one district, which is
the same program (pipelines.month, pipelines.assets), and what the level above reads (pipelines.delivery.summary_publisher).
"""
