"""The privacy notice of a campaign (个人信息处理说明): composed of what office and product know, and checked."""
