"""Zhaoren 找人: finds the people of a district who need help before they ask.

The library behind the DAGs and the command line. It never imports Airflow.
"""
