# The exported names, in the order in which data flow: type checkers and the package itself read them here.
from .form.registry import editions as editions
from .api import load_form as load_form
from .form.registry import use_edition as use_edition
from .form.model import Form as Form
from .workbook.submission import read_submission as read_submission
from .published.any_report import read_report as read_report
from .workbook.submission import Submission as Submission
from .review.checks import judge as judge
from .review.checks import Review as Review
from .findings import Finding as Finding
from .review.bulk import check as check
from .api import Collection as Collection
from .api import Stock as Stock
from .api import Rollup as Rollup
from .errors import EditionError as EditionError
from .errors import MisuseError as MisuseError
