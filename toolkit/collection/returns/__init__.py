"""What goes back to a unit whose workbook was not accepted: marked workbook, 退回单, short message."""

from toolkit.collection.returns.annotation import annotate
from toolkit.collection.returns.message import chat_text
from toolkit.collection.returns.note import write_note
from toolkit.collection.returns.notice import Notice
from toolkit.collection.returns.refill import refilled
from toolkit.collection.returns.return_folder import return_files

__all__ = ["Notice", "annotate", "chat_text", "refilled", "return_files", "write_note"]
