"""Where a text in Traditional characters comes from: a person's hand, or a machine's table.

A machine that converts Simplified text leaves what no person writes (關于, 幹涉), and the words and
institutions of the mainland. Hong Kong and Taiwan have words of their own. Each word below counts
for one or the other; their sum is the score.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from operator import add
from typing import NamedTuple

from site_builder.script import simplified

ENOUGH = 6.0
"""The score from which a text counts as converted by machine.

Measured on 1.19 million characters written in Hong Kong and Taiwan (debates, transcripts, news, a
diary): whole texts reach -1 at most, pieces of 200, 500 and 1,000 characters 3.25, 3 and 2. News of
mainland politics from there, the hardest kind, reaches 3.75. Of government prose put through four
tables of conversion, pieces of 200 characters reach 6 in 7 or 8 of 10 cases, of 500 in all; essays
and news with little of officials in them mostly do not, and stay as they are.
"""

_LEFT = (
    # 于 where people write 於
    "關于 對于 由于 至于 屬于 等于 處于 基于 終于 善于 勇于 在于 敢于 便于 利于 急于 歸于 "
    "限于 忠于 位于 源于 甘于 難于 易于 樂于 適于 用于 大于 小于 高于 低于 優于 同于 立足于 "
    "致力于 于是 于此 于一體 得益于 有助于 置于 趨于 出于 過于 鑒于 鑑于 生于 死于 來自于 "
    "應用于 "
    # 制 for 製, 系 for 係 and 繫, 斗 for 鬥, 范 for 範, 干 for 幹
    "制造 制作 研制 繪制 配制 復制 制品 制劑 印制 縫制 錄制 制片 精制 關系 聯系 維系 聯系人 "
    "奮斗 戰斗 斗爭 斗志 搏斗 規范 范圍 示范 模范 范例 范疇 典范 防范 范本 范文 師范 干部 "
    "骨干 干勁 才干 干活 實干 能干 苦干 干群 主干 干什 "
    # 准 for 準, 復 for 複, 游 for 遊, 注 for 註, 采 for 採, 么 for 麼, 里 for 裡, 后 for 後
    "標准 准備 准確 水准 精准 准則 准時 對准 瞄准 復雜 復印 繁復 復合 旅游 導游 游覽 游客 "
    "游戲 注冊 注釋 注解 注銷 采取 采用 采購 采訪 采納 采集 開采 什么 怎么 那么 這么 多么 "
    "要么 這里 那里 哪里 里面 心里 手里 眼里 里頭 以后 之后 最后 今后 然后 隨后 前后 先后 "
    "背后 落后 后來 后果 后者 后代 后續 后期 "
    # 沖 for 衝, 志 for 誌, 划 for 劃, 托 for 託, 御 for 禦, 辟 for 闢, 并 for 並, and others
    "沖擊 沖突 沖鋒 沖破 雜志 標志 計划 規划 划分 策划 依托 委托 寄托 重托 信托 托付 防御 "
    "抵御 開辟 精辟 收獲 呼吁 并且 并不 并非 并沒 并未 并將 合并 一并 細致 精致 其余 剩余 "
    "業余 余額 稻谷 五谷 谷物 朴素 簡朴 純朴 放松 輕松 寬松 松懈 取舍 舍不得 建筑 構筑 修筑 "
    "根据 依据 證据 數据 象征 特征 征求 征收 征集 夸張 夸大 杰出 涌現 咨詢 借此機會 蘿卜"
)
"""Characters that a table left, as Simplified text has them for two of Traditional text."""

_OVERDONE = (
    "徵程 長徵 出徵 徵戰 徵服 遠徵 徵途 髮展 髮現 髮生 髮揮 髮布 髮表 髮言 髮達 出髮 皇後 "
    "太後 隻有 隻要 隻能 麵對 方麵 麵向 麵臨 全麵 表麵 書麵 裡程 公裡 鄰裡 裏程 公裏 鄰裏 "
    "幹預 幹涉 幹擾 幹淨 幹燥 若幹 餅幹 係統 體係 一係列 係列 院係 派係 北鬥 漏鬥 乾部 乾預 "
    "乾擾 乾涉 骨乾 實乾 週恩來 歷法 農歷 陽歷 曆史 經曆 曆來 簡曆 製度 製定 製約 製裁 製止 "
    "控製 機製 限製 體製 法製 抑製 管製 強製 鬆樹 鬆柏 恢複 複興 修複 收複 康複 複甦 復蓋 "
    "山穀 註意 關註 註重 註入 註視 專註 為瞭 爲瞭 到瞭 成瞭 除瞭 有瞭 來瞭 過瞭 國傢 大傢 "
    "專傢 作傢 傢庭 同誌 誌願 意誌 壯誌 代錶 錶示 錶現 錶達 錶明 閤作 聯閤 符閤 結閤 癥狀 "
    "炎癥 癌癥 病癥 方嚮 嚮前 傾嚮 導嚮 穫得 宿捨 校捨 必鬚 讚成"
)
"""Characters that a table put where they do not belong."""

_VARIANTS = "爲 衆 僞 産 凈 羣衆 答復"
"""Forms of a table, or of mainland print; one by one a person may write them."""

_PARTY = (
    "中國特色社會主義 社會主義現代化 社會主義市場經濟 社會主義核心價值觀 科學發展觀 "
    "新發展理念 新發展格局 中華民族偉大復興 人民群眾 人民羣眾 人民群衆 人民羣衆 幹部群眾 "
    "各級黨委 黨委政府 黨的領導 黨的建設 黨的路線 黨的事業 黨的政策 黨的決定 黨和國家 "
    "黨和政府 黨和人民 我們黨 全黨全國 全國各族人民 各族人民 黨風廉政 黨支部 黨員幹部 "
    "黨的十七大 黨的十八大 黨的十九大 黨的二十大 十八大以來 三中全會 四中全會 五中全會 "
    "六中全會 三個代表 小康社會 脫貧攻堅 鄉村振興 精神文明建設 共青團 少先隊 工農兵 各位領導 "
    "領導同志 領導幹部 狠抓 落到實處 又好又快 切實加強 深入貫徹 全面貫徹 貫徹落實 會議精神 "
    "重要講話精神 指示精神 動員大會 先進集體 先進個人 總結表彰 我市 我縣 我省 我區 全市上下 "
    "全縣上下 招商引資 固定資產投資 同比增長 下崗 新農合 農民工 公眾號 短視頻 程序員 公交車 "
    "以習近平同志 習近平總書記 人類命運共同體 十四五 十三五 十二五"
)
"""What is said of and by the Party, and what only mainland officials say."""

_OFFICIAL = (
    "總書記 習近平 新華社 人民政府 黨中央 中共中央 省委 市委 縣委 區委 黨委 村委會 居委會 "
    "街道辦 領導小組 發改委 工信部 政協委員 全國人大 城鎮化 供給側 抓好 抓緊 著力 着力 扎實 "
    "統籌推進 攻堅 短板 體制機制 長效機制 堅持以 科學發展 項目建設 信息化 數字化 數字經濟 "
    "數字鄉村 鼠標 屏幕 高校 教職工 職工 離退休 計劃生育 解放軍 建國以來 知青 唯物 馬克思主義 "
    "勞動模範 調研 重要講話 安全生產 生產總值 年均增長 財政收入 出租車 拉動 一把手 三農 城管 "
    "充分認識 顯著成效 生態文明 節能減排 發展方式 高質量 國有企業 民營企業 產業化 產業鏈 做強 "
    "做優 穩步 主旋律 轉載請 社會主義 文革 紅衛兵 深入開展 深入實施 弘揚 堅定不移 人才隊伍 "
    "創新驅動 保障和改善 新中國 踐行 初心 治理能力 治理體系 實體經濟 轉型升級 擴大內需 "
    "依法治國 單邊主義 總體國家安全 經濟社會發展 改革發展 群眾 羣眾 羣衆 舉措 引領 領軍 集群 "
    "集羣 高地 融合發展 布局 格局 新型 戰略性 兜底 善於 敢於 社會治理 惠民 普惠 提質 增效 "
    "提升戰略 專項行動 行動計劃 示範區 試驗區 開發區 高新技術 科技成果 自主創新 關鍵核心技術 "
    "準入 負面清單 營商環境 招標投標 數據要素 新能源 糧食安全 耕地 老舊小區 常態化 應急管理 "
    "防範化解 疫情防控 新冠肺炎 醫保 社保 養老保險 素質教育 立德樹人 思想政治 理想信念 "
    "凝心聚力 同志們 資產階級 無產階級 黨組織 反動派 團結奮斗 真抓實幹 真抓實干 攻堅克難 "
    "只爭朝夕 落地見效 使命感 緊迫感 先進性"
)
"""What officials of the mainland say, and hardly anyone in Hong Kong or Taiwan."""

_MAINLAND = (
    "改革開放 毛主席 國務院 切實 新時代 視頻 質量 服務器 登錄 博客 公安 職稱 基礎設施 小區 "
    "公交 搞好 低保 我國 加大 力度 推進 構建 高度重視 不斷提高 不斷完善 積極性 激發 促進 深化 "
    "現代化 健全 完善 優化 水平 試點 中小企業 人工智能 互聯網 大數據 信息 監管 培育 加快 加強 "
    "增強 宏觀 做大 鏈接 全國政協 規劃 脫貧 扶貧 城鄉 農村 重點 “ 創新 戰略 建設 堅持 團結 "
    "貢獻 統籌 貫徹 落實 推動 實現 全面 深入 開展 體系 機制 發揮 提高 擴大 制度 經濟 產業 "
    "企業 保障 廣大 當前 任務 矛盾 規律 領域 綜合 資源 標準化 生產力 共同體 人才 基層 動員 "
    "突出 實施 偉大 勝利 奮鬥 祖國 頑強 各族 中華民族 中國人民 全黨 黨員 黨內 發揚 堅決 堅定 "
    "鬥爭 農民 鄉村 責任感 外資 增量 義務教育 職業教育"
)
"""What is said on the mainland more than elsewhere; most of it is heard in Hong Kong too."""

_SOUND = (
    "限制造成 管制造成 限制作 管制作 機制造 機制作 控制作 限制品 管制品 體制作 體制造 控制造 "
    "強制作 抑制作 關系統 關系列 關系所 聯系統 批准備 核准備 獲准備 批准則 核准則 批准時 "
    "核准時 核准確 這里程 那里程 公里面 恢復合 回復合 修復合 驗收獲 回收獲 接收獲 吸收獲 "
    "仔細致 重復印 五斗 一隻有 兩隻有 三隻有 這隻有 那隻有 每隻有 一隻要 兩隻要 這隻要 一隻能 "
    "兩隻能 這隻能 那隻能 為瞭解 爲瞭解 到瞭解 成瞭解 除瞭解 有瞭解 來瞭解 過瞭解 上麵對 "
    "太後面 太後期 太後來 皇後來 最后土 的合并 大後方嚮導 同誌慶 一體係 團體係 全體係 整體係 "
    "具體係 個體係 身體係"
)
"""Words side by side in which one of the above is seen and is not there."""

_LOCAL = (
    "議員 當局 港元 特區 香港 市民 民眾 台灣 臺灣 台北 臺北 高雄 台中 臺中 民國 民進黨 總統府 "
    "傳媒 紀錄 訊息 考量 動議 透過 品質 數位 程式 專案 影音 連結 簡訊 機車 公車 腳踏車 巴士 "
    "的士 學童 長者 公務員 社工 大法官 內政部 經濟部 台幣 臺幣 公分 禮拜 義工 幼稚園 國小 "
    "大陸 兩岸 這邊 那邊 這樣子 這一些 那一些 我剛 剛剛 喔 囉 唷 不好意思 案子 報導 質詢 因應 "
    "二讀 資訊 部會 一國兩制 大灣區 本黨 反共 光復 抗戰建國"
)
"""What is said in Hong Kong or Taiwan more than on the mainland."""

_ONLY_LOCAL = (
    "立法會 立法院 行政院 行政長官 署長 政府當局 條例草案 附屬法例 本港 港府 特區政府 新北市 "
    "立委 鄉鎮市 特首 施政報告 縣市政府 縣市長 計畫 網路 質素 軟體 硬體 滑鼠 螢幕 列印 伺服器 "
    "部落格 計程車 捷運 港鐵 屋邨 公屋 居屋 醫管局 廉署 公帑 懲教 保安局 民政事務 綜援 法援 "
    "大律師 衛福部 勞動部 健保 公尺 公克 志工 嘅 咗 嚟 冇 佢 唔 喺 哋 睇 妳 祂 牠 共軍 新台幣 "
    "新臺幣 衞生署 平機會 教統局 區議會 國父 總理遺教 三民主義 共匪 復國 建國大業 革命軍人 "
    "反攻"
)
"""What is said in Hong Kong or Taiwan alone."""

_QUOTES = "「 『"
"""Quotation marks of Traditional text; tables leave “, which the mainland and Hong Kong share."""

_WEIGHTS = {
    word: weight
    for words, weight in (
        (_MAINLAND, 0.25),
        (_OFFICIAL, 1.0),
        (_LOCAL, -1.0),
        (_VARIANTS, 1.0),
        (_PARTY, 2.0),
        (_ONLY_LOCAL, -3.0),
        (_QUOTES, -4.0),
        (_LEFT, 3.0),
        (_OVERDONE, 3.0),
        (_SOUND, 0.0),
    )
    for word in words.split()
}


def _by_beginning(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The words by their first two characters, or their only one; the longest first."""
    by_beginning: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for word in sorted(words, key=len, reverse=True):
        by_beginning[word[:2]] += (word,)
    return dict(by_beginning)


_WORDS = _by_beginning(_WEIGHTS)


def _words_in(text: str) -> Iterator[str]:
    """The words that a text has, side by side: of two that overlap, the first or the longer one."""
    pairs = map(add, text, f"{text[1:]} ")
    places = [
        (start, pair) for start, pair in enumerate(pairs) if pair in _WORDS or pair[0] in _WORDS
    ]
    end = 0
    for start, pair in places:
        if start >= end:
            for word in (*_WORDS.get(pair, ()), *_WORDS.get(pair[0], ())):
                if text.startswith(word, start):
                    yield word
                    end = start + len(word)
                    break


class Signs(NamedTuple):
    """What speaks for a conversion by machine, and against it."""

    score: float
    words: tuple[str, ...]
    """Those that weigh most for it, at most three."""


def signs_of_conversion(text: str) -> Signs:
    """The score of a text's words; one seen again counts half more.

    >>> signs_of_conversion("關于制造業的規劃")
    Signs(score=6.25, words=('關于', '制造', '規劃'))
    >>> signs_of_conversion("關於製造業的計畫").score
    -3.0
    """
    seen = Counter(_words_in(text))
    worth = {word: _WEIGHTS[word] * (1 if n == 1 else 1.5) for word, n in seen.items()}
    best = sorted((word for word in worth if worth[word] > 0), key=lambda w: -worth[w])[:3]
    return Signs(sum(worth.values()), tuple(best))


def is_traditional(text: str) -> bool:
    """Whether a text is Chinese in Traditional characters, but for a tenth at most.

    >>> is_traditional("我們開會"), is_traditional("我们开会"), is_traditional("会議を開く")
    (True, False, False)
    """
    counts = Counter(text)
    traditional = japanese = only_simplified = 0
    for character, n in counts.items():
        if "\u3041" <= character <= "\u30fe":
            japanese += n
        elif "\u3400" <= character <= "\u9fff":
            if simplified(character) != character:
                traditional += n
            elif not _in_big5(character):
                only_simplified += n
    return traditional >= max(3, 10 * only_simplified, 10 * japanese)


@cache
def _in_big5(character: str) -> bool:
    try:
        character.encode("big5hkscs")
    except UnicodeEncodeError:
        return False
    return True
