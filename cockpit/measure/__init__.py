"""Formula words compile to SQL: one path for tiles, drill-downs, exports and answers.

`evaluate.panel` gives n and N of every place for one window; `rows.behind` the rows that add up to them, by the same predicate.
"""
