"""How much a decoded text looks like one that people write: a share of frequent characters.

Bytes decoded by the wrong rule mostly give characters that exist but that hardly anyone writes.
So the tables below are all it takes to find the right rule: no model, no dictionary.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

_SHARED_HAN = (
    "的和一是人中民在大主不有要了我年政地作工展全建革生社力化加新以行制上同文家方能改分重本出成到"
    "面各就高部理定法共持多命合他事用度十平治提增基代自保反三好利之也性五等日推下得可系正所而第立"
    "二公必放九都前量小市四些入步外思教解取其期者向完任更子明想企策特育情科活技使月心意把起去表世"
    "造界着支善族管安相但路深收府品目整件信百次最原通形史施因然由切比央城水集如道已位派益根服及式"
    "防八快很金做只毛求被商指那程少效投局天打美果略精看西志今村批知需物先六七委又口北抗老消源真此"
    "促或神依才健控交元它手帝受格域接色流己研克注至查校常走院南台努席落何充供具回海助存山境首武告"
    "非始引清千究江京示破周障什段型速律互近兵按逐模列且再固省你包即值融名直失容易身困疫照低案青配"
    "攻率料康察除片土花林友息住布感越排突考食初每富影底石超升普版抓港止措降光象王播算病享字望培居"
    "搞曾女候置士致功介站官素未限均左右足盾例密半矛核犯封言靠司移承督浪害判鼓良球房英念仍退迫器微"
    "宣章修守序股令往空苦死侵否眼呢著援德私留客缺旅白便危既材博演副太某停括免罪待警召像遇朝香草拉"
    "登倒予智宗早希久弱涉澳述班衡斯威李永款洲差束恩黑媒甚福振付短污份景另染音庭背幅挑追般套假故怎"
    "勤她跟朋松延若拿映避叫疑授秀翻署印惠符途"
)
"""Among the 1,000 most frequent of both Simplified and Traditional texts.

The tables of Han characters were counted over 6 million characters of speeches, debates, essays
and news; 1,000 characters make up 93 to 96 % of such texts, 800 make up 96 % of Japanese ones.
"""

_SIMPLIFIED_HAN = (
    "国发会业们经这产义进为个党对实动设时济来现资体战于学强开农级关军长争务过机阶坚后决领种结区当"
    "内题导应问点统众权说员还调斗群从无计规总两条场广没东极须续创万论变术历团组将际线与间积干并划"
    "样运质队构项认别联护继确数识稳则华势里标网转严门议处专据击风础办么观织备报费优财营准难协亿复"
    "敌职记监伟价许扩视见劳态证责况环卫节断胜较给医马电几达传游验参范适险维泽类针执张头该爱挥采单"
    "彻层举艺乡书错够兴习带围预红号负话显紧评误贯减帮苏贸让边讲愿约奋气闻师养选占税宁压纪陈车县远"
    "励粮镇图谈坏独离邓践试响荣终贫户装蒋败热觉补写亲尽巩请综满届忆疗属状担汉轻刘页称审乱州旧随拓"
    "额仅键绝河载录祖筹铁灾庆救灭读巨药繁检余违购货债献竞谓扬宏征脱艰却汇纲刻编贷连亚剧儿纸训端急"
    "声绩激藏湖恢钱腐顺尊洪泛刚杨谋湾倾顾勇销获频胞银古卷厂春迅黄临输听潮诚赞握岁语夺乐奇双烈伍索"
    "虽牢遭暴贡丰吗殖吨币男火盟顿扶吸换孩杀杂油板忘敢凡损宽释残尚访讨阳园宪伐简词汪岸贴涨谁僚贵阴"
    "歌筑讯舞遍旗迎末聚钢遗妥冲航云母秩怀探纠买孙役拥择霸诉链恶田散谢累倡沿怕戏阅扎零跃夫血龙汽欧"
    "煤欢缩裂络吃归吴鲜尔订潜块唯"
)
"""The rest of the 1,000 most frequent of Simplified texts."""

_TRADITIONAL_HAN = (
    "會這們個國議員學來業發時為對實經現關長說進問過資於當沒題後動產開務體應機義設樣麼計唐鳳論並黨"
    "區內爲還間點剛請條處決濟規與辦強認項數場種兩無級結農較陳報劃戰該從別統爭組權調話討質總謝導續"
    "讓見創須覺協亦單團費確梁標階東專軍變領將則講電況萬張際據術運參構給書廣職適堅責視選門營訂漁邊"
    "聯環網繼準醫許線舉類積財申歷難屋隊執極勞夠減證預監偉記裡價達備補傳黃護識眾羣觀審詢衆響範檢轉"
    "評約嚴華驗鬥維織答訊聽態幾風臺稅氣幫裏節雄師採針負獲畫優幹簡灣藝興課嗎釣談遊慮卻擔訴屬車勢願"
    "擊帶層透習斷圍額擴億試頭楚穩歲聲滿連錯馬離藥讀顯礎紀復稱盡訓錄找概號語哪險室裝寫錢顧僭覆圖遠"
    "狀衛謂聞雖芳療薪養牌辯係估附敵競削魚宇竟絕誤園細釋劉獨愛諮勝換角緊佔誠隨揮吳澤終勵綜榮宸酒亞"
    "鄉納買瞭紅屆兒餘違樂睿訪含駕輕休鐘似壓縣卡輸樓銷租郭購測貧贊戶俊編頻貼刑酬頁徹衞撥裁仁貿畢絡"
    "宜詹親貸蘇輔廢邀蘭館雯乎貨籌壞複歡擇船綱築笑貫誰掉賴禮徵售載詳葉波架慢胡寧蓋謹填跨銀債玲亂壹"
    "獎杜奮礙熱賣券哲廳罰紫雙星慧楊君聘衝鄧露敗廠盤冊龍擬票喜塊午註紙蔣順送揚句臨貴績禁練替秘舊毓"
    "僅製津獻偏鎮譯鍵島匯稍踐雨雜"
)
"""The rest of the 1,000 most frequent of Traditional texts."""

_JAPANESE_HAN = (
    "働対労実御厚関臣発経検査賃済営円井総続割摘価転崎応証産伺塩効変様増説皆齢尾野閣込弁処木踏辻異"
    "味拍恭仕図権険米観樹藤児収両童録軽返緩拡歳浦尋坂郎気賛呼旨倍昇窪画県亡帯厳災盛沢乗趣抜川薬験"
    "鮮欠専兆啓植堀戦仮症満番診諸憲広繰側昨祉縮懸宿携羽患継従丹彦昭橋掲挙卓妻壇庁骨玉寄枚森寅雇団"
    "払値単忠催柚髄吉悪亮聴遵佐囲償扱伊頼毎廃躍横恒械麻添暮売渉幸読渋岡戸伴赤逆押弾射滞浜紹絶拠眠"
    "竹洋択悲谷銘駐婦恵惨稼損禍覚睡"
)
"""The rest of the 800 most frequent kanji."""

_HANGUL = (
    "이다는을의에가하고지로기한사도리은인서자대어를정시해라있아으그수일전나부만과여제것보조들주성"
    "상장었국구면동요안선공원게간모경위신마관화비오계스유적까우실세반발연물내무러분니했민회생당문"
    "미된방중학교명진소거개습역식행업단재설치되산본통결입합타두트음남체양불바차강저종용없르심후각"
    "북편외와노또추달금현감최건워점복김박법권년월평말때데알속찾호레태프크드키티파포피네령존변따않"
    "같많처련력론질규율쪽울며집함임향투표초출천책직증준작잘"
)
"""Common endings, particles and syllables of Korean, by hand."""

_KANA = "".join(map(chr, [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB)])) + "ーゝ々〆"
"""Full-width only: bytes read as Japanese by mistake are full of half-width kana."""

_WIDE_MARKS = (
    "、。，！？：；（）《》〈〉「」『』【】〔〕［］・～〜／％＊＋－＝＞　０１２３４５６７８９"
    "─│━┃┌┐└┘├┤┬┴┼═■□●○◎◆◇▲△▼★☆※→←↑↓①②③④⑤⑥⑦⑧⑨⑩℃"
)
"""Marks, digits and ornaments as Chinese, Japanese and Korean set them.

Not `ˉˇ¨〃`, which other rules make of curly quotes.
"""

_LETTERS = (
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüÿœßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒ"
    "ăąćčďđęěėğīıłńňőřśşšťůűźżžșțĂĄĆČĎĐĘĚĞİŁŃŇŐŘŚŞŠŤŮŰŹŻŽȘȚāēōūǎǐǒǔǖǘǚǜ"
)
"""Accented Latin letters.

Not ð, þ and ý: Turkish and Czech read as cp1252 have them more often than Icelandic is met.
"""

_MARKS = "‘’“”«»–—…•·°±×©®™£￡€￥¼½¾\N{NO-BREAK SPACE}"
"""Marks of Latin texts, most of which stand in Chinese ones too."""

_SMALL_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ"
"""Of Cyrillic and Greek.

Not the capitals: Chinese bytes read as Cyrillic give as many of these as of small letters.
"""

_FREQUENT = frozenset(
    _SHARED_HAN
    + _SIMPLIFIED_HAN
    + _TRADITIONAL_HAN
    + _JAPANESE_HAN
    + _HANGUL
    + _KANA
    + _WIDE_MARKS
    + _MARKS
    + _SMALL_LETTERS
)
_LATIN = frozenset(_LETTERS + _MARKS)
_RARE = re.compile(f"[^{re.escape(''.join(sorted(_FREQUENT)))}]")
"""Counts faster than a look into a set for each character."""

_WORDS = re.compile(r"[^<>\x80-\U0010ffff]{8}")
"""ASCII without tags: four characters on either side."""

_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_ERROR = re.compile("[\udc80-\udcff]")


def fitness(text: str) -> float:
    """The share of frequent characters among the non-ASCII ones, less five times that of errors.

    Errors are lone surrogates, as the error handler `surrogateescape` leaves them. The result is
    between -5 and 1; of a text in ASCII alone, it is 1.

    >>> fitness("質量"), fitness("質量".encode("big5").decode("gb18030"))
    (1.0, 0.0)
    >>> fitness("it’s"), fitness("it’s".encode("cp1252").decode("cp932"))
    (1.0, 0.0)
    """
    seen = frequent = 0
    errors = len(_ERROR.findall(text))
    for match in _FOREIGN.finditer(text):
        run = match.group()
        start, end = match.span()
        seen += len(run)
        frequent += _frequent(run, text[max(start - 4, 0) : start], text[end : end + 4])
    return (frequent - _ERROR_WEIGHS * errors) / seen if seen else 1.0


_ERROR_WEIGHS = 5
"""So many infrequent characters."""


def foreign(text: str) -> int:
    """How many characters are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


class Suspects:
    """Where a text has characters that may be infrequent: most parts have too few to be unfit.

    `fitness` looks at each run of each part; this, once at the whole text.
    """

    def __init__(self, text: str) -> None:
        places = {match.start() for match in _SUSPECT.finditer(text)}
        for run in _SHORT_RUN.finditer(text):
            places.update(range(*run.span()))
        errors = [match.start() for match in _ERROR.finditer(text)]
        self._text = text
        self._places = sorted([*places, *(_ERROR_WEIGHS * errors)])

    def least_fitness(self, start: int, end: int) -> float:
        """The fitness of a part is this at least, if it cuts no run beyond ASCII, but at U+FFFD."""
        seen = foreign(self._text[start:end])
        suspects = bisect_left(self._places, end) - bisect_left(self._places, start)
        return (seen - suspects) / seen if seen else 1.0


_SMALL = "".join(filter(str.islower, _LETTERS))
_SUSPECT = re.compile(
    f"[^\x00-\x7f{re.escape(''.join(sorted(_FREQUENT)))}{_SMALL}]"
    rf"|[{_SMALL}](?:(?<=[^\x00-\x7f].)|(?=[^\x00-\x7f]))"
)
"""Small letters are frequent alone between ASCII, as in `é` and in notes of pinyin."""
_SHORT_RUN = re.compile(
    rf"(?<![^\x00-\x7f\ufffd])(?![{_SMALL}](?![^\x00-\x7f\ufffd]))"
    r"[^\x00-\x7f\ufffd]{1,3}(?![^\x00-\x7f\ufffd])"
)
"""Of so few characters that what is around them counts."""


def _frequent(run: str, before: str, after: str) -> int:
    """How many characters of a run without ASCII are frequent, between its surroundings."""
    in_word = before[-1:].isalpha() or after[:1].isalpha()
    if len(run) <= 3 and _LATIN.issuperset(run):
        # `é`, `…”`, `é…”`; but two or three letters alone, or a capital after a small letter,
        # are bytes of Chinese read as Latin, and `â€™` is UTF-8 read as Latin
        letters = any(map(str.isalpha, run))
        broken = (len(run) > 1 and not in_word) or (before[-1:].islower() and run[0].isupper())
        return 0 if (letters and broken) or _is_utf_8(run) else len(run)
    if len(run) <= 2 and (in_word or _WORDS.fullmatch(before + after)):
        # `it痴`, ` 每 `: a Latin mark, and maybe the letter after it, read as Chinese or Japanese
        return sum(character in _LATIN for character in run)
    return len(run) - len(_RARE.findall(run))


@lru_cache(1 << 12)
def _is_utf_8(run: str) -> bool:
    """Whether a run in cp1252 has the bytes of UTF-8.

    >>> _is_utf_8("â€™"), _is_utf_8("é")
    (True, False)
    """
    try:
        run.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True
