// The least that each identity needs on one subscription. The actions are those that "ajar azure role" writes: a test compares them.
targetScope = 'subscription'

param opener string
param sweeper string
param nsg bool

var openRole = nsg ? loadJsonContent('role-open-nsg.json') : loadJsonContent('role-open.json')
var sweepRole = loadJsonContent('role-sweep.json')

resource opens 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, 'ajar opens')
  properties: {
    // Names of custom roles are unique in a tenant.
    roleName: '${openRole.Name} ${subscription().subscriptionId}'
    description: openRole.Description
    type: 'CustomRole'
    permissions: [{ actions: openRole.Actions, notActions: [] }]
    assignableScopes: [subscription().id]
  }
}

resource sweeps 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, 'ajar sweeps')
  properties: {
    roleName: '${sweepRole.Name} ${subscription().subscriptionId}'
    description: sweepRole.Description
    type: 'CustomRole'
    permissions: [{ actions: sweepRole.Actions, notActions: [] }]
    assignableScopes: [subscription().id]
  }
}

resource mayOpen 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, opener, opens.id)
  properties: { principalId: opener, principalType: 'ServicePrincipal', roleDefinitionId: opens.id }
}

resource maySweep 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, sweeper, sweeps.id)
  properties: { principalId: sweeper, principalType: 'ServicePrincipal', roleDefinitionId: sweeps.id }
}
