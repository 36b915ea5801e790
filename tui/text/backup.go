package text

import (
	"fmt"
	"time"

	"xiaochuang/desk"
)

// backups are the sentences about backups of a desk.
var backups = map[string]string{
	"backup.none_set": "没有写备份到哪里。请写目录，或在 station.toml 写 [backup] dir。",
	"backup.away":     "备份的目录够不着（盘没有插好或没有挂上），没有备份。请插好再试。",
	"backup.dir":      "备份不能放在数据目录里面。请换另一块盘上的目录。",
	"backup.full":     "备份盘满了，没有备份，以前的还在。请清理或换大些的盘。",
	"backup.disk":     "备份盘读写出错，没有备份，以前的还在。请检查那块盘，再试一次。",
	"backup.exists":   "这一秒已有一份备份，没有覆盖。请再试一次。",
	"backup.none":     "这里没有小窗的备份。请核对目录。",
	"backup.several":  "这里有几台电脑的备份。请写明是哪一台的目录。",
	"backup.notes":    "这份备份和它的记录对不上，没有采用。请换前一份再恢复。",
	"store.exists":    "目标目录里已有资料，没有动它。请换一个空的目录。",
	"lock.backup":     "正在备份（{谁}），不用再做。",
}

// DeskBackedUp tells what a backup of the desk holds.
func DeskBackedUp(id string, lines, pages, fresh int64) string {
	return fmt.Sprintf("已备份并核对：%s，流水 %d 条，扫描件 %d 页（新 %d）", id, lines, pages, fresh)
}

// BackupMissing tells of pages that could not be read.
func BackupMissing(n int64) string {
	return fmt.Sprintf("有 %d 页扫描件在本机读不出来，没有备份到。请运行 xiaochuang doctor。", n)
}

// BackupKeysOut says that the keys have to be kept elsewhere.
const BackupKeysOut = "密钥没有口令保护，不放进备份。请另外留一份：数据目录旁边的 .keys 文件，锁好。"

// DeskRestored tells what was made from a backup.
func DeskRestored(deskID string, lines, pages int64, last time.Time) string {
	return fmt.Sprintf("已恢复 %s：流水 %d 条，到 %s 为止；扫描件 %d 页", deskID, lines, last.In(desk.Beijing).Format("2006-01-02 15:04:05"), pages)
}

// RestoreLost tells of pages that were not in the backup.
func RestoreLost(n int64) string {
	return fmt.Sprintf("有 %d 页扫描件备份里没有；送到过街道的，街道都有", n)
}

// RestoreKeys says where the key ring has to be put.
func RestoreKeys(path string) string {
	return "还差密钥：请把另外留的那份放到 " + path + "（权限 600），否则资料打不开"
}

// RestoreNext says what follows.
const RestoreNext = "照常打开就行：本机自动换新的编号段，号不会重，街道没有的会自动再送。这之后在旧电脑上办的要从纸面补录。"

// morningBackup words the line of the morning check.
func morningBackup(f desk.MorningLine) string {
	switch {
	case f.Words == "":
		return "还没有备份过。请技术员看备份盘，或运行 xiaochuang backup"
	case f.Green():
		return f.Words
	}
	return f.Words + "，太久了。请技术员看备份盘，或运行 xiaochuang backup"
}

// backupUses are what --help says of the commands.
var backupUses = map[string]CommandUse{
	"xiaochuang backup": {
		Args: "[目录]", Does: "把本机的资料备份到另一块盘，并核对",
		More: "不停窗口，不用口令，个人信息仍是密封的。流水整份抄，扫描件只添新的，留最近十四份。写了 [backup] dir 的，日终和晚上自动做。",
		Try:  []string{"xiaochuang backup /mnt/backup"},
	},
	"xiaochuang restore": {
		Args: "备份 新目录", Does: "由备份恢复成一个新的数据目录",
		More: "备份写备份盘上的目录（用最新的一份）或其中一份。新目录里不能已有资料。恢复后自动换新的编号段，号不会重，不会丢也不会重复送。",
		Try:  []string{"xiaochuang restore /mnt/backup /var/lib/xiaochuang"},
	},
}
