"""Results for people and programs; is handed results and opens nothing."""
