/** “权限”选项卡。 */
import type { Translation } from '../translation';
import type { accessWords as english } from '../en/access';

export const accessWords: Translation<typeof english> = {
  loading: '正在读取…',
  failed: '无法读取该键的权限。',
  again: '重新读取',
  mayWrite: '您可以写入该键。',
  mayNotWrite: '您无权写入该键。',
  unknown: '无法从这里判断您能否写入该键：只有服务器知道。',
  sourceReadOnly: '无论存储是否允许，该数据源都不允许写入。',
  openProduction: '任何能访问该服务器的人都可以修改该键，而这是生产环境。',
  group: {
    acl: '访问控制列表',
    own: '您的角色',
    users: '用户',
    roles: '角色',
  },
  column: { who: '对象', scheme: '认证方式', rights: '允许', keys: '键', roles: '角色', role: '角色', user: '用户' },
  right: { read: '读取', write: '写入', create: '创建子节点', delete: '删除子节点', admin: '修改该列表' },
  none: '无',
  anyone: '任何人',
  you: '您',
  writes: '可写入该键',
  covers: '包含该键',
  all: '所有键',
  prefix: '以 {{key}} 开头的键',
  key: '仅 {{key}}',
  range: '从 {{from}} 到 {{to}}（不含）',
  rangeOpen: '从 {{from}} 起',
  more: '前 {{shown}} 项，共 {{total}} 项。',
  note: {
    'acl-denied': '您无权读取该 znode 的访问控制列表：服务器拒绝了请求。',
    'hashes-hidden': '服务器向您隐藏了密码的哈希值：只有可以修改该列表的人才能看到。',
    'auth-off': '该 etcd 未启用认证：任何能访问它的人都可以读写所有键。',
    'certificate-user': '服务器可能通过您的证书识别您；识别为谁以及允许什么，它不会告知。',
    'no-roles': '您的用户没有任何角色。',
    'others-denied': '其他用户及其角色仅向具有 root 角色的用户显示。',
    'file-permissions': '本机工作区没有自己的用户。谁能读写取决于其目录的权限。',
    missing: '该键已不存在。',
  },
};
