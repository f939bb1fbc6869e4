"""What an author of rubrics needs: rubrics checked, and held against answers marked by people."""
