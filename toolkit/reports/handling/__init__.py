"""The sheet 办理 of 报送进度.xlsx: what the office has to decide, and what it wrote there."""
