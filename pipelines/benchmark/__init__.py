"""The open benchmark: fictional districts with their truth, baselines beside them, and the yardsticks for anybody's scores.

In: plans of districts of either fictional world, scores of any system. Out: files of figures, truth and baselines; figures of merit with
intervals. How a figure of merit is computed is models.evaluation, how it is worded is reports; nothing here touches a home.
"""
