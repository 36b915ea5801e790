package text

// Words of the list from which an address is picked.
const (
	PickAddress     = "选住址"
	PickAddressTip  = "住址按街道、社区、楼一级一级选，社区随着定下来"
	PickAddressHint = "数字选  打字找  ←上一级  F9 就到这里"
	AddressHint     = "空着时按空格，从社区和楼里选，门牌接着写；也可以直接写"
	NotAtAddress    = "先把光标放到住址一栏"
	NoPlaces        = "站点文件里没有写社区，不能选；请直接填写"
	CmdAddress      = "选住址"
)
