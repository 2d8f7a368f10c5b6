"""Sentences as different officials write them, over the figures of one sample report.

Each line begins with what is true of it: ``F`` contradicts the figures, ``T`` agrees, ``N`` looks like a
statement about them and is none.
"""

from __future__ import annotations

from functools import cache

from toolkit.form.evaluation import Record, completed
from toolkit.form.expression import Number
from toolkit.form.registry import load_form
from toolkit.statements.remarks import Remark
from toolkit.statements.text_checks import Texts, enumeration_remarks, statement_remarks

FORM = load_form("ogi-2021", 2023)
YEAR, UNIT = 2023, "青山市农业农村局"
_APPLICANTS = {
    "received": (38, 5, 2),
    "carried_over_from_previous_year": (3, 0, 0),
    "granted": (17, 2, 0),
    "partially_granted": (6, 0, 0),
    "refused_state_secret": (1, 0, 0),
    "refused_third_party": (2, 0, 0),
    "refused_enforcement_file": (1, 0, 0),
    "unable_not_held": (7, 1, 0),
    "unable_requires_creation": (2, 0, 0),
    "rejected_petition": (2, 0, 0),
    "rejected_duplicate": (1, 0, 0),
    "other_not_supplemented": (1, 0, 0),
    "other_reasons": (0, 0, 1),
    "carried_over_to_next_year": (1, 2, 1),
}
"""Received 45 and 3 carried in; 44 closed: 19, 6, 4, 10, 3, 2; 4 carried over."""
_OTHERS: dict[str, Number] = {
    "disputes.reconsideration.upheld": 3,
    "disputes.reconsideration.corrected": 1,
    "disputes.reconsideration.pending": 2,
    "disputes.litigation_direct.upheld": 1,
    "disputes.litigation_after_reconsideration.upheld": 1,
    "disputes.litigation_after_reconsideration.pending": 1,
    "proactive.normative_documents.issued": 7,
    "proactive.normative_documents.repealed": 3,
    "proactive.normative_documents.in_force": 41,
    "proactive.licensing.decisions": 312,
    "proactive.penalties.decisions": 27,
    "proactive.administrative_charges.amount": 85,
    "fees.notices": 2,
    "fees.charged": 600,
    "fees.collected": 350,
}
PRIOR: dict[str, Number] = {
    "requests.received.total": 30,
    "requests.received.natural_person": 24,
    "requests.received.business": 4,
    "requests.carried_over_from_previous_year.total": 2,
    "requests.carried_over_from_previous_year.natural_person": 1,
    "requests.carried_over_from_previous_year.business": 1,
    "requests.total_processed.total": 29,
    "requests.granted.total": 15,
    "requests.partially_granted.total": 6,
    "requests.carried_over_to_next_year.total": 3,
    "disputes.reconsideration.total": 4,
    "disputes.reconsideration.pending": 1,
    "proactive.normative_documents.issued": 7,
    "proactive.normative_documents.in_force": 37,
    "proactive.licensing.decisions": 156,
    "proactive.penalties.decisions": 54,
}
"""Received 30 and 2 carried in, 24 of natural persons; 29 closed, 15 and 6 of them granted; 3 left over."""


@cache
def record() -> Record:
    """The sample report, as read from a workbook."""
    values: dict[str, Number] = dict.fromkeys(FORM.inputs, 0)
    for row, numbers in _APPLICANTS.items():
        for column, number in zip(("natural_person", "business", "other_organization"), numbers, strict=True):
            values[f"requests.{row}.{column}"] = number
    return Record(values=values | _OTHERS, prior=PRIOR)


@cache
def known() -> dict[str, Number]:
    """Its figures with all totals."""
    return completed(FORM, record())


def texts(sentence: str, text: str = "overview.supervision") -> Texts:
    """The report with one sentence in one of its texts."""
    return Texts(FORM, {text: sentence}, known(), PRIOR, YEAR, UNIT)


def alarms(sentence: str) -> list[Remark]:
    """What is found in a sentence, notes left out."""
    report = texts(sentence)
    return [one for one in (*statement_remarks(report), *enumeration_remarks(report)) if not one.note]


def lines(text: str) -> list[tuple[str, str]]:
    """What is true of each sentence, and the sentence."""
    return [(line[0], line[2:]) for line in text.strip().splitlines()]


FIRST = """
F 本年度我局共接到群众提出的政府信息公开申请52件。
T 本年度我局共接到群众提出的政府信息公开申请45件。
T 全年登记依申请公开事项48件（含上年结转3件），按时办结44件，结转下年继续办理4件。
F 全年登记依申请公开事项48件（含上年结转5件），按时办结44件，结转下年继续办理4件。
F 2023年新收政府信息公开申请45件，上年结转3件，已答复47件，剩余1件结转至2024年办理。
F 在依申请公开方面，今年收到书面申请四十一件，均已依法答复。
T 在依申请公开方面，今年收到书面申请四十五件。
F 收到的政府信息公开申请全部办理完毕，无一件结转。
F 从申请主体看，自然人申请35件，商业企业申请5件，其他组织申请2件，政府信息公开申请共45件。
T 依申请公开工作中，从申请主体看，自然人申请38件、商业企业申请5件。
F 依申请公开办理结果中，予以公开21件，部分公开6件，不予公开4件，无法提供10件。
T 依申请公开办理结果为：予以公开19件，部分公开6件，不予公开4件，无法提供10件，不予处理3件，其他处理2件。
F 受理的政府信息公开申请中，有12件因本机关不掌握而无法提供。
F 政府信息公开申请按结果分，属于同意公开的22件，属于区分处理的6件。
T 政府信息公开申请按结果分，属于同意公开的12件，属于已主动公开的7件。
F 全年政府信息公开申请办结率达95%。
T 全年政府信息公开申请办结率为91.7%。
F 全年办理政府信息公开申请45件，同比增长20%。
T 全年收到政府信息公开申请45件，同比增长50%。
F 全年收到政府信息公开申请45件，较上年增加12件。
T 全年收到政府信息公开申请45件，比去年多15件。
F 予以公开19件，占政府信息公开申请办结总数的38.2%。
T 政府信息公开申请中，予以公开19件，占办结总数的43.2%。
T 政府信息公开申请中，予以公开19件，占办结总数的43.1%。
F 因政府信息公开引发的行政复议案件5件，其中维持3件、纠正1件、尚未审结2件。
T 因政府信息公开引发的行政复议案件6件，其中维持3件、纠正1件、尚未审结2件。
T 全年发生政府信息公开行政复议4件（已审结）。
F 全年发生政府信息公开行政复议8件。
F 被提起行政诉讼1起。
T 被提起行政诉讼3起。
F 本年度没有因政府信息公开被提起行政复议或行政诉讼。
F 行政复议决定均维持我局的答复。
F 全年未发生因政府信息公开工作引发的行政诉讼。
F 行政复议零纠错。
T 行政诉讼零败诉。
F 制定行政规范性文件9件，废止3件，目前现行有效41件。
T 制定行政规范性文件7件，废止3件，目前现行有效41件。
F 全年出台行政规范性文件7件，废止行政规范性文件5件。
F 截至年底，我局现行有效的行政规范性文件共38件。
F 全年作出行政许可决定320件，行政处罚决定27件。
T 全年作出行政许可决定312件，行政处罚决定27件。
F 行政事业性收费850万元。
T 行政事业性收费85万元。
F 本年度未收取任何信息处理费。
T 本年度发出收费通知2件，应收信息处理费600元，实收350元。
F 本年度发出收费通知3件，收取信息处理费350元。
N 主动公开信息1520条，依申请公开23条，不予公开16条。
N 12345热线受理工单386件，全部办结，办结率100%。
N 办理人大代表建议12件、政协提案9件，办结率100%。
N 通过信函收到申请13件，网络收到30件，当面收到2件。
N 我局近三年累计收到政府信息公开申请130余件。
N 收到政府信息公开申请近50件。
N 2022年全年收到政府信息公开申请30件，办结29件。
N 发布行政许可类信息25条、行政处罚类信息18条。
N 全市各单位共处理依申请公开1200件次，对3件疑难申请开展会商。
N 对12件规范性文件进行了合法性审查。
N 依照有关规定，不向申请人收取任何费用。
N 所有答复均在法定期限内作出，均在法定期限内答复。
N 青山镇人民政府收到政府信息公开申请7件。
N 编发政务信息58期，政策解读26篇，开设专栏3个。
N 答复网民留言45条，按期答复率100%。
N 按照国办公开办函〔2021〕30号第三条，于1月31日前报送。
"""
"""Written before the phrases were tried on anything but published reports."""

SECOND = """
F 截至12月31日，我局今年共收悉信息公开申请39件。
F 一年来，本机关受理各类依申请公开49宗，全部按时办结。
T 本机关受理依申请公开45宗，办结44宗，余4宗转入2024年度办理。
F 本机关受理依申请公开45宗，办结44宗，余6宗转入2024年度办理。
F 2023年，公民、法人和其他组织向我局提出政府信息公开申请44件。
F 依申请公开办件总量为50件，其中上年度结转3件。
F 我局共办理政府信息依申请公开43件。
T 我局共办理政府信息依申请公开44件。
F （二）依申请公开情况。今年共收到申请45份，其中42份为自然人申请，5份为企业申请。
F （二）依申请公开。受理45件，办结41件，未办结4件。
F （二）依申请公开。45件申请已全部答复完毕。
F （二）依申请公开。所有申请均已办结，无一超期。
T （二）依申请公开。已办结的申请均在法定时限内答复。
F （二）依申请公开。全年答复44件，其中予以公开19件，不予公开7件，无法提供10件。
F （二）依申请公开。答复结果中，不予处理5件。
F （二）依申请公开。答复结果：予以公开（含部分公开）28件。
T （二）依申请公开。答复结果：予以公开（含部分公开）25件。
F （二）依申请公开。因属于行政执法案卷不予公开的3件。
F （二）依申请公开。涉及国家秘密2件，涉及第三方合法权益2件。
F （二）依申请公开。信息不存在的申请5件。
F （二）依申请公开。自然人申请占比70%。
T （二）依申请公开。自然人申请38件，占新收申请的84.4%。
F （二）依申请公开。收到申请45件，与去年相比减少5件。
F （二）依申请公开。收到申请45件，同比下降15%。
T （二）依申请公开。收到申请45件，较2022年上升50%。
F （二）依申请公开。申请数量与上年基本持平，共收到45件申请，与上年持平。
F 行政复议、行政诉讼案件共计7件。
T 行政复议、行政诉讼案件共计9件。
T 涉及政府信息公开的行政复议、行政诉讼案件6件均已审结，其余尚在审理。
F 行政复议方面，新增案件均获复议机关维持。
F 因信息公开引发复议6起，均获维持；诉讼3起，均胜诉。
F 全年政府信息公开行政复议、行政诉讼数均为零。
F 无因政府信息公开引起的行政复议、行政诉讼案件。
F 本年度未被提起行政复议，被提起行政诉讼3件。
F 政府信息公开类行政复议6件，其中被纠正2件。
T 政府信息公开类行政复议6件，其中被纠正1件，3件维持。
F 政府信息公开类行政诉讼3件，判决维持1件，1件尚在审理。
F 复议维持率100%。
F 本年制发规范性文件6件、废止3件、现行有效41件。
F 截至年底现行有效规范性文件40件，全部在网站公开。
F 今年印发行政规范性文件8份。
F 对1件行政规范性文件予以废止，宣布失效1件，共废止行政规范性文件2件。
F 全年共作出行政处罚决定30件。
F 全年未作出行政处罚。
F 全年行政事业性收费总额为8.5万元。
T 全年行政事业性收费85.00万元，全部上缴国库。
T 全年行政事业性收费850000元。
F 本年度没有发出收费通知，没有收取信息处理费。
F 2023年，本机关依申请提供政府信息收取信息处理费600元、实收信息处理费600元。
F 无收取信息处理费情况。
N 我局未收到对政府信息公开工作的投诉举报。
N 全年无因公开工作不力被追责的情况。
N 市政务服务中心窗口办理行政许可事项咨询8900件次。
N 县级以上部门今年共收到申请2100件。
N 每件申请明确1名责任人，做到件件有回音。
N 对外公布依申请公开受理电话1部、邮箱1个。
N 网站依申请公开栏目更新12条，点击2300次。
N 依申请公开目录梳理事项15项。
N 组织依申请公开业务培训2次，参训60人。
N 下一步，力争依申请公开办结率达到100%。
N 对照2022年问题清单，整改依申请公开不规范问题3个。
N 制定政务公开制度2件。
N 政策性文件解读材料7件，转载省市规范性文件56件。
N 全国政府信息公开申请量约30万件。
"""
"""Written after the first ones had been used to mend the phrases."""

THIRD = """
T 不予处理的政府信息公开申请共3件，其中信访举报投诉类2件、重复申请1件。
F 不予处理的政府信息公开申请共5件，其中信访举报投诉类2件、重复申请3件。
T 不予公开的政府信息公开申请4件，无法提供的政府信息公开申请10件。
F 不予公开的政府信息公开申请3件，无法提供的政府信息公开申请12件。
T 商业企业提出政府信息公开申请5件，自然人提出政府信息公开申请38件。
F 自然人提出政府信息公开申请45件。
T 公民、法人和其他组织提出政府信息公开申请45件。
F 我局共受理政府信息公开申请叁拾件。
F 全年未制发行政规范性文件。
N 涉及征地拆迁的政府信息公开申请21件。
T 全年的政府信息公开申请45件。
F 全年的政府信息公开申请54件。
T 政府信息公开申请办结44件，其中予以公开占43%，部分公开占13.6%，不予公开占9%。
F 政府信息公开申请办结44件，其中予以公开占53%。
F 政府信息公开申请办结44件，其中无法提供的占12.7%。
T 政府信息公开申请受理量由去年的30件上升至今年的45件。
F 政府信息公开申请受理量由去年的30件上升至今年的50件。
N 全年未收到涉及国家秘密的政府信息公开申请。
N 本年度没有收到集体提出的政府信息公开申请。
F 本年度没有收到公民、法人或者其他组织提出的政府信息公开申请。
N 全市共收到政府信息公开申请1200件。
N 各区县收到政府信息公开申请120件，其中青山区80件。
F 全局共收到政府信息公开申请50件。
F 政府信息公开申请的渠道：网络平台28件、邮寄12件、现场6件，共计45件。
T 政府信息公开申请的渠道：网络平台28件、邮寄12件、现场5件，共计45件。
T 政府信息公开申请不予处理3件，其中重复申请1件，占不予处理的33.3%。
F 政府信息公开申请不予处理3件，其中重复申请1件，占不予处理的43.3%。
T 政府信息公开申请不予处理3件，其中重复申请1件，占不予处理总数的33.3%。
F 政府信息公开申请不予处理3件，其中重复申请1件，占不予处理总数的43.3%。
T 政府信息公开申请无法提供10件，其中本机关不掌握8件，占无法提供的80%。
T 行政复议6件，纠正1件，占行政复议的16.7%。
F 行政复议6件，纠正1件，占行政复议的26.7%。
N 政府信息公开申请中，涉及征地的12件，占予以公开的42.9%。
N 政府信息公开申请中，涉及征地的申请予以公开12件，占予以公开的63.2%。
N 自然人申请予以公开17件，占予以公开的89.5%。
N 未收到法律服务机构提出的政府信息公开申请。
N 全年未收到科研机构、社会公益组织和法律服务机构的政府信息公开申请。
N 科研机构、社会公益组织未提出政府信息公开申请。
N 自然人提出的政府信息公开申请均已办结。
F 公民、法人和其他组织未提出政府信息公开申请。
N 上年结转的3件政府信息公开申请均已办结。
T （二）依申请公开。上年结转3件全部办结，本年收到45件。
T （二）依申请公开。上年结转申请3件，均已办结。
F （二）依申请公开。收到申请45件，上年结转3件，均已办结。
F （二）依申请公开。无上年结转申请。
F （二）依申请公开。上年结转3件，未发生行政复议、行政诉讼。
T 依申请公开政府信息25条。
F 依申请公开政府信息35条。
F 全年共收到政府信息公开申请1.5万件。
T 全年共收到政府信息公开申请0.0045万件。
F 收到政府信息公开申请3千件。
T 全年作出行政许可决定0.03万件。
F 全年作出行政许可决定0.04万件。
T 行政复议纠正率为16.7%，维持率为75%。
F 行政复议纠正率为26.7%。
"""

FOURTH = """
T 除结转下年度的4件外，其余政府信息公开申请均已办结。
F 除结转下年度的1件外，其余政府信息公开申请均已办结。
T 政府信息公开申请除4件结转至下年外，其余全部办结。
F 政府信息公开申请除2件正在办理外，其余均已办结。
T 政府信息公开申请均已办结，结转下年的4件除外。
T 除涉及国家秘密的外，政府信息公开申请均已办结。
F 除主动公开外，收到的政府信息公开申请均已办结。
T 行政复议案件除1件被纠正、2件尚未审结外，均维持。
F 行政复议案件除1件被纠正外，均获维持。
T 除尚未审结的案件外，行政复议均维持。
T 分别收到自然人、商业企业的政府信息公开申请38件、5件。
T 分别受理自然人和商业企业提出的政府信息公开申请38件和5件。
T 2022年、2023年分别收到政府信息公开申请30件、45件。
T 2023年新收、上年结转政府信息公开申请分别为45件、3件。
F 2023年新收、上年结转政府信息公开申请分别为45件、8件。
T 全年收到政府信息公开申请40余件。
F 全年收到政府信息公开申请200余件。
F 全年收到政府信息公开申请二百余件。
T 全年办结政府信息公开申请近50件。
F 全年办结政府信息公开申请近100件。
T 受理政府信息公开申请约50件。
F 受理政府信息公开申请约80件。
F 受理政府信息公开申请逾60件。
N 组织对政府信息公开申请20余件开展“回头看”。
N 处理疑难政府信息公开申请10余件。
N 累计办理政府信息公开申请300余件。
T 受理政府信息公开申请不足50件。
T 受理政府信息公开申请40件以上。
F 受理政府信息公开申请100件左右。
T 制发行政规范性文件近10件。
N 近三年来受理政府信息公开申请200余件。
N 主动公开政府信息近2000条，其中行政处罚类信息200余条。
F 收到政府信息公开申请45件，较上年增加30余件。
T 收到政府信息公开申请45件，较上年增加10余件。
T 收到政府信息公开申请45件，较上年增加近20件。
T 政府信息公开申请答复率达100%。
T 政府信息公开申请办结率100%（不含结转下年度件）。
F 政府信息公开申请答复率为90%。
F 政府信息公开申请受理率、办结率均达100%。
T 政府信息公开申请按时受理率、办结率均达100%。
T 全省政府信息公开申请10000件。
T 予以公开（含部分公开）政府信息公开申请25件。
F 予以公开（含部分公开）政府信息公开申请28件。
T 因信息不存在无法提供的政府信息公开申请8件。
F 因信息不存在无法提供的政府信息公开申请10件。
T 因政府信息公开引发复议诉讼9件。
F 因政府信息公开引发复议诉讼12件。
T 全年受理各类行政复议案件120件，其中涉及政府信息公开的6件。
T 办理行政复议120件，行政应诉50件，其中涉及政府信息公开的分别为6件、3件。
T 我局作为被申请人的行政复议案件13件，其中因政府信息公开引发的6件。
T 出庭应诉率100%，行政诉讼案件15件均胜诉。
T 全年无因政府信息公开被纠正的行政诉讼案件。
T 未经复议直接起诉1件，复议后起诉2件。
T 全年收到公民政府信息公开申请38件，法人及其他组织申请7件。
F 按照《政府信息公开信息处理费管理办法》规定收取信息处理费，2023年未产生信息处理费。
N 按照《政府信息公开信息处理费管理办法》规定收取信息处理费。
N 按照有关规定，对申请量明显超过合理范围的收取信息处理费，未超过的不收取。
N 严格按照规定收取信息处理费，没有违规收费情况。
N 严格按照标准收取信息处理费，未发生乱收费问题。
F 信息处理费收取情况：无。
F 信息处理费：无。
N 信息处理费收费标准：无变化。
N 信息处理费无违规收取。
N 关于信息处理费的投诉为零。
T 2023年发出收费通知2件，总金额600元，实际收取350元。
T 2023年发出收费通知的件数为2件，总金额为600元，实际收取的总金额为350元。
F 2023年发出收费通知2件，总金额800元，实际收取350元。
F 2023年发出收费通知2件，总金额600元，实际收取550元。
N 全年发出诉讼费缴费通知5件，总金额800元。
F 公民、法人和其他组织提出政府信息公开申请45件，其中公民35件。
"""
"""All but some, rough numbers, lists whose numbers follow, rates of what was due, cases of all kinds."""
