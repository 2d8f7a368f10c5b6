"""A sample city: fictional units with figures of real published reports (sources in ``units.csv``).

The figures are public; the texts are written for the sample. Two units first send errors that real reports
were published with: totals of 0 in table 4, and result rows that do not add up.
"""
