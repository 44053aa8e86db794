"""What changes the warehouse: each module one activity, each public function one transaction."""
